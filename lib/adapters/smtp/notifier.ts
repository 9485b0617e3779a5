/** A Notifier that hands mails to a mail server: for who runs Sluice on one machine, without SNS. */
import { randomUUID } from "node:crypto";
import MailComposer from "nodemailer/lib/mail-composer";
import SMTPConnection from "nodemailer/lib/smtp-connection";
import type { SmtpTarget } from "../../config/alert-route.ts";
import type { Notifier } from "../../ports.ts";
import { mailMessage } from "../mail-message.ts";
import { checkNotification } from "../notification-limits.ts";
import { smtpError } from "./error.ts";

export interface SmtpOptions extends Omit<SmtpTarget, "password"> {
  /** Asked for before each mail, so that a new one needs no restart. Empty if there is none. */
  readonly password: () => Promise<string>;
  /** Gives the mail's date. */
  readonly nowMs: () => number;
}

/** Together less than a scan has for all that it does. */
const CONNECT_TIMEOUT_MS = 8_000;
const SILENCE_TIMEOUT_MS = 12_000;
const LOOPBACK = /^(localhost|127\..*|::1)$/;

export function openSmtpNotifier(options: SmtpOptions): Notifier {
  const { host, port, from, to } = options;
  const server = `mail server ${host}:${port}`;

  return {
    async send(notification) {
      checkNotification(notification);
      const messageId = `${randomUUID()}@${from.split("@")[1] ?? host}`;
      const envelope = { from, to, messageId, sentMs: options.nowMs() };
      try {
        const mail = await new MailComposer(mailMessage(notification, envelope)).compile().build();
        const missed = await deliver(options, await options.password(), mail);
        return { messageId, ...(missed.length > 0 && { missed: `${server} did not take ${missed.join("; ")}` }) };
      } catch (error) {
        throw smtpError(error, server);
      }
    },
  };
}

/** @returns whom the server refused, and in which words, where it took the mail for others */
function deliver({ from, to, ...options }: SmtpOptions, password: string, mail: Buffer): Promise<string[]> {
  const connection = new SMTPConnection(connectionOptions(options, password !== ""));
  const delivered = Promise.withResolvers<string[]>();
  const fail = (error: Error) => {
    delivered.reject(error);
    connection.close();
  };
  const send = () =>
    connection.send({ from, to: [...to] }, mail, (error, sent) => {
      if (error) return fail(error);
      delivered.resolve((sent?.rejectedErrors ?? []).map(({ recipient, message }) => `${recipient}: ${message}`));
      connection.quit();
    });
  // They stay: an error after the mail was taken is nobody's.
  connection.on("error", fail);
  connection.on("end", () => delivered.reject(new Error("it closed the connection")));
  connection.connect((error) => {
    if (error) fail(error);
    else if (password === "") send();
    else connection.login({ credentials: { user: options.user, pass: password } }, (e) => (e ? fail(e) : send()));
  });
  return delivered.promise;
}

/** A password goes over TLS only, save on this machine: its mail server's certificate is seldom one that can be checked. */
function connectionOptions({ host, port, isTls }: Pick<SmtpOptions, "host" | "port" | "isTls">, hasPassword: boolean) {
  const isHere = LOOPBACK.test(host);
  return {
    host,
    port,
    secure: isTls,
    ignoreTLS: isHere && !isTls,
    requireTLS: hasPassword && !isHere && !isTls,
    connectionTimeout: CONNECT_TIMEOUT_MS,
    greetingTimeout: CONNECT_TIMEOUT_MS,
    dnsTimeout: CONNECT_TIMEOUT_MS,
    socketTimeout: SILENCE_TIMEOUT_MS,
  };
}
