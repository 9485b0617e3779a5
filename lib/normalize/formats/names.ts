/** What `format` of a dataset rule in sluice.yml may say. */

/** Of a line of text; `text` is none: the line is the message. */
export const LINE_FORMATS = [
  "access",
  "alb",
  "dotnet",
  "fluent-bit",
  "fluentd",
  "header",
  "klog",
  "logfmt",
  "ltsv",
  "python",
  "syslog",
  "text",
  "vpc-flow",
] as const;
export type LineFormat = (typeof LINE_FORMATS)[number];

/** Of a whole delivery. */
export const FILE_FORMATS = ["csv", "json", "msgpack"] as const;
export type FileFormat = (typeof FILE_FORMATS)[number];

export type Format = LineFormat | FileFormat;

export function isFileFormat(format: Format | undefined): format is FileFormat {
  return format !== undefined && FILE_FORMATS.some((one) => one === format);
}
