/** What people were told, as the run that sent it had claimed it: the mail's text is for people, and tested elsewhere. */
import type { Notice } from "../../lib/alerts/notice.ts";

export interface Mail {
  readonly atMs: number;
  readonly subject: string;
  readonly notices: readonly Notice[];
  /** The run that sent it died before it could say so: the next one must send it again. */
  readonly isUnsettled: boolean;
}
