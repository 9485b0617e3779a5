/** What SNS takes, held by every notifier, so that none accepts what SNS would refuse. */
import { SluiceError } from "../errors.ts";
import type { Notification } from "../ports.ts";

/**
 * "Less than 100 characters", ASCII that begins with a letter, number or punctuation mark, no line breaks or control
 * characters: https://docs.aws.amazon.com/sns/latest/api/API_Publish.html
 */
const SUBJECT = /^[\x21-\x7e][\x20-\x7e]{0,98}$/;
export const MAX_SIZE_BYTES = 256 * 1024;
/** SNS takes the characters of XML 1.0. */
const INVALID_CHARACTER = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u;
/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html */
const ATTRIBUTE_NAME = /^(?!aws\.|amazon\.)[a-z0-9_-]+(\.[a-z0-9_-]+)*$/i;
const MAX_ATTRIBUTE_NAME_LENGTH = 256;

/** @throws SluiceError "refused" */
export function checkNotification(notification: Notification): void {
  const problem = subjectProblem(notification.subject) ?? bodyProblem(notification) ?? attributeProblem(notification);
  if (problem) throw new SluiceError("refused", `The notification cannot be sent: ${problem}`);
}

function subjectProblem(subject: string): string | undefined {
  if (SUBJECT.test(subject)) return undefined;
  return `its subject ${JSON.stringify(subject.slice(0, 120))} is not 1 to 99 printable ASCII characters`;
}

function bodyProblem(notification: Notification): string | undefined {
  if (notification.body === "") return "its body is empty";
  const invalid = INVALID_CHARACTER.exec(notification.body);
  if (invalid) return `its body holds the character ${JSON.stringify(invalid[0])}, which SNS does not carry`;
  const sizeBytes = sizeOf(notification);
  if (sizeBytes <= MAX_SIZE_BYTES) return undefined;
  return `it has ${sizeBytes} bytes with subject and attributes; at most ${MAX_SIZE_BYTES} are allowed`;
}

function attributeProblem({ attributes }: Notification): string | undefined {
  for (const [name, value] of Object.entries(attributes)) {
    if (!ATTRIBUTE_NAME.test(name) || name.length > MAX_ATTRIBUTE_NAME_LENGTH) {
      return `${JSON.stringify(name)} is no name of an attribute: letters, digits, - _ and single dots inside`;
    }
    const values = typeof value === "string" ? [value] : value;
    if (values.length === 0 || values.includes("")) return `its attribute ${name} is empty`;
    if (values.some((text) => INVALID_CHARACTER.test(text))) {
      return `its attribute ${name} holds a character that SNS does not carry`;
    }
  }
  return undefined;
}

type AttributeValue = Notification["attributes"][string];

/** https://docs.aws.amazon.com/sns/latest/dg/sns-message-attributes.html#SNSMessageAttributes.DataTypes */
export function attributeType(value: AttributeValue): "String" | "String.Array" {
  return typeof value === "string" ? "String" : "String.Array";
}

export function attributeValue(value: AttributeValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** SNS counts an attribute's name, type and value. */
export function sizeOf({ subject, body, attributes }: Notification): number {
  const texts = Object.entries(attributes).flatMap(([name, value]) => [
    name,
    attributeType(value),
    attributeValue(value),
  ]);
  return [subject, body, ...texts].reduce((size, text) => size + Buffer.byteLength(text), 0);
}
