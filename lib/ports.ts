/**
 * Everything Sluice needs from the world, as four small interfaces. Adapters under lib/adapters implement them, the
 * suites in test/contract hold them to these words. All times are epoch milliseconds; all windows are half-open [from, to).
 * Failures of the world are SluiceErrors ("unavailable" is retryable); nothing else is thrown.
 */
import type { AlertMessage } from "./alerts/alert-message.ts";
import type { Level, LogRecord } from "./record.ts";

// ── LogStore ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface LogStore {
  /** Creates what writes from `days` (YYYY-MM-DD) need: template, alias, indices. Idempotent. */
  prepare(days: readonly string[]): Promise<void>;

  /**
   * Stores new documents, none that is there already. The outcomes stand in the order of the documents. Throws only if
   * the outcome of the whole call is unknown or nothing was taken; repeating it is safe, because ids are.
   */
  write(documents: readonly StoredDocument[]): Promise<WriteOutcome[]>;

  /** Lets reads find all that was written before. False: this store does that by itself, some seconds later, whoever asks. */
  refresh(): Promise<boolean>;

  /** Newest first; equal times by descending log.offset. */
  search(request: SearchRequest): Promise<SearchPage>;
  count(filter: LogFilter): Promise<number>;
  /** Records per interval, ascending, intervals without records left out. @param by left out: @timestamp */
  histogram(filter: LogFilter, intervalMs: number, by?: TimeField): Promise<HistogramBucket[]>;
  /** The most frequent values of a field, most frequent first, ties by value. */
  terms(filter: LogFilter, field: TermField, limit: number): Promise<TermCount[]>;
  /** How many different values a field has: exact up to some thousands, a few percent off beyond that. */
  distinct(filter: LogFilter, field: TermField): Promise<number>;

  /** Records per minute of @timestamp and level: of all services together, and of each that is named. Minutes without any are left out. */
  minuteCounts(window: MinuteWindow): Promise<MinuteCount[]>;
  /** A statistic of a field per interval of @timestamp, ascending; intervals in which no record has a number there are left out. */
  fieldValues(
    filter: LogFilter,
    intervalMs: number,
    field: NumericField,
    statistic: FieldStatistic,
  ): Promise<IntervalValue[]>;

  /** Errors by service, pattern and minute of arrival (event.ingested), the newest minute first. */
  errorGroups(window: ErrorWindow): Promise<ErrorGroups>;

  /**
   * Keeps points of forecasts, none that is there already (a series has one a minute). They are no records: nothing but readPoints() ever
   * meets them. Throws where not all were taken; repeating it is safe.
   */
  writePoints(points: readonly SeriesPoint[]): Promise<void>;
  /** Of a series, within a window, ascending. */
  readPoints(series: string, window: { readonly fromMs: number; readonly toMs: number }): Promise<SeriesPoint[]>;

  /** Removes whole days (months) that end at or before `beforeMs`, points too; gives the names of what it removed. */
  dropBefore(beforeMs: number): Promise<string[]>;
  health(): Promise<StoreHealth>;
  close(): Promise<void>;
}

export interface StoredDocument {
  /** Lib/ingest/record-id.ts; at most 64 characters. */
  readonly id: string;
  /** `@timestamp`; chooses the day's index. */
  readonly timestampMs: number;
  /** One of those that the store was opened with; left out: the main one. An id meets its twins below the same prefix only, if the store has several. */
  readonly indexPrefix?: string | undefined;
  /** As record.ts defines it. */
  readonly isError: boolean;
  /** The LogRecord as JSON: written as it stands, and what a batch is measured by. */
  readonly json: string;
}

export type WriteOutcome =
  | { readonly kind: "indexed" }
  /** The id was there: the same record delivered again. */
  | { readonly kind: "duplicate" }
  /** Not stored. Retryable: the store was too busy for this one; else: it never will be, `reason` says why. */
  | { readonly kind: "rejected"; readonly retryable: boolean; readonly reason: string };

export interface LogFilter {
  readonly fromMs?: number;
  readonly toMs?: number;
  readonly ingestedFromMs?: number;
  readonly ingestedToMs?: number;
  readonly levels?: readonly Level[];
  readonly service?: string;
  readonly pattern?: string;
  /** True: only errors as record.ts defines them. */
  readonly errorsOnly?: boolean;
  /** Parsed by lib/query.ts; all parts must hold. */
  readonly text?: TextQuery;
}

export interface TextQuery {
  readonly clauses: readonly TextClause[];
}

/**
 * `text`: all words of it stand in message, error.message or error.type (a phrase: side by side in one of them; a prefix:
 * the last word may go on). `field`: a keyword field has exactly this value, or begins with it (prefix).
 */
export type TextClause =
  | {
      readonly kind: "text";
      readonly text: string;
      readonly phrase: boolean;
      readonly prefix: boolean;
      readonly negated: boolean;
    }
  | {
      readonly kind: "field";
      readonly field: string;
      readonly value: string;
      readonly prefix: boolean;
      readonly negated: boolean;
    };

export interface SearchRequest extends LogFilter {
  /** 1 to 10,000. */
  readonly limit: number;
  /** From the page before. */
  readonly cursor?: string;
}

export interface SearchPage {
  readonly hits: readonly SearchHit[];
  /** Absent on the last page. */
  readonly cursor?: string;
}

export interface SearchHit {
  readonly id: string;
  readonly record: LogRecord;
}

export interface HistogramBucket {
  readonly startMs: number;
  readonly count: number;
}

export type TimeField = "@timestamp" | "event.ingested";

export interface MinuteWindow {
  readonly fromMs: number;
  readonly toMs: number;
  /** So many are counted apart, whatever names of services records bring. */
  readonly services: readonly string[];
}

export interface MinuteCount {
  readonly minuteMs: number;
  /** Absent: of all services together, those without a name too. */
  readonly service?: string;
  /** Absent: of the records that name no level. */
  readonly level?: Level;
  readonly count: number;
}

/** The fields that are indexed as numbers. What is in attributes is text to OpenSearch, and can be none. */
export const NUMERIC_FIELDS = ["event.duration", "http.response.body.bytes", "http.response.status_code"] as const;
export type NumericField = (typeof NUMERIC_FIELDS)[number];

/** P95, the 95th percentile: exact in SQLite, from a sketch (t-digest) in OpenSearch, some percent off where few records are in an interval. */
export const FIELD_STATISTICS = ["mean", "p95"] as const;
export type FieldStatistic = (typeof FIELD_STATISTICS)[number];

export interface IntervalValue {
  readonly startMs: number;
  readonly value: number;
}

/** Trace ids are none: OpenSearch keeps no column of them, since it would be the largest part of an index. */
export type TermField =
  | "log.level"
  | "service.name"
  | "host.name"
  | "event.dataset"
  | "log.pattern"
  | "user.name"
  | "client.ip"
  | "url.path";

export interface TermCount {
  readonly value: string;
  readonly count: number;
}

export interface ErrorWindow {
  readonly ingestedFromMs: number;
  readonly ingestedToMs: number;
  /** So many groups and minutes are given at most: what names of services a hostile record brings is not ours to bound. */
  readonly most: number;
}

export interface ErrorGroups {
  readonly groups: readonly ErrorGroupCount[];
  /** Errors of the window that are in none of these groups, because there were more than asked for. */
  readonly rest: number;
}

export interface ErrorGroupCount {
  /** Empty if the records name no service. */
  readonly service: string;
  /** Empty if the records carry no pattern. */
  readonly pattern: string;
  readonly minuteMs: number;
  readonly count: number;
  /** Of `count`, those of level fatal. */
  readonly fatalCount: number;
}

/** What was, and what was expected, in a minute of a series. */
export interface SeriesPoint {
  /** Its name, as lib/forecast/series-id.ts makes it of what it is of. */
  readonly series: string;
  readonly service?: string;
  readonly level?: Level;
  readonly query?: string;
  readonly minuteMs: number;
  /** Absent where the series has a gap. */
  readonly actual?: number;
  /** S = αX + (1−α)S. */
  readonly smoothed?: number;
  /** Absent in the first minutes of a series; lower and upper too. */
  readonly expected?: number;
  readonly lower?: number;
  readonly upper?: number;
  /** How unusual, in [0, 1]. */
  readonly score: number;
  readonly anomaly: boolean;
}

export interface StoreHealth {
  readonly ok: boolean;
  /** One line for a person: the server and its state. */
  readonly detail: string;
}

// ── ObjectStore ──────────────────────────────────────────────────────────────────────────────────────────────────

export interface ObjectStore {
  /** The base as users write it, for origins and messages: `s3://bucket` or `folder:PATH`. */
  readonly url: string;

  /** Undefined if there is no such object. */
  get(key: string): Promise<StoredObject | undefined>;
  /** Throws SluiceError "conflict" if a condition does not hold. */
  put(key: string, body: Uint8Array | string, options?: PutOptions): Promise<{ etag: string }>;
  /** In ascending order of keys (UTF-8 bytes). */
  list(prefix: string): AsyncIterable<ObjectSummary>;
  /** No error if it is not there. */
  delete(key: string): Promise<void>;
}

export interface StoredObject {
  /** To be read once; a reader that stops early releases the connection by ending the iteration. */
  readonly body: AsyncIterable<Uint8Array>;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedMs: number;
  readonly contentType?: string;
  readonly contentEncoding?: string;
}

export interface PutOptions {
  /** Only if the object is as it was read: its etag. */
  readonly ifMatch?: string;
  /** Only if there is no such object. */
  readonly ifAbsent?: boolean;
  readonly contentType?: string;
}

export interface ObjectSummary {
  readonly key: string;
  readonly sizeBytes: number;
  readonly etag: string;
  readonly modifiedMs: number;
}

// ── Queue ────────────────────────────────────────────────────────────────────────────────────────────────────────

/** At least once, in no promised order. On AWS Lambda polls; elsewhere infra/local/poller.ts does. */
export interface Queue {
  send(body: string, options?: SendOptions): Promise<void>;
  /** Up to `max` (1 to 10) messages; waits up to `waitMs` for the first. Ends early when `signal` aborts. */
  receive(max: number, waitMs: number, signal?: AbortSignal): Promise<QueueMessage[]>;
  /** Done with these: they do not come again. What is not deleted comes again after the visibility timeout. */
  delete(receipts: readonly string[]): Promise<void>;
  /** From now on these are hidden for so long, whatever the visibility timeout is. No error for one that is gone or came again. */
  hide(messages: readonly HiddenMessage[]): Promise<void>;
}

export interface SendOptions {
  /** Whole, from 0 to 900. Not together with a deduplicationId: a FIFO queue holds all its messages back for one time, its own. */
  readonly delaySeconds?: number;
  /**
   * Of messages with the same one, sent within 5 minutes, the queue takes the first and forgets the others, even once that
   * one is done with. At most 128 letters, digits and ASCII signs. On SQS only FIFO queues take it, and all their messages need it.
   */
  readonly deduplicationId?: string;
}

interface HiddenMessage {
  readonly receipt: string;
  /** Whole, from 0 to 43,200 (12 hours). */
  readonly seconds: number;
}

export interface QueueMessage {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
  /** How often it was received, this time included. */
  readonly receiveCount: number;
  readonly sentMs: number;
}

// ── Notifier ─────────────────────────────────────────────────────────────────────────────────────────────────────

export interface Notifier {
  /**
   * Throws where it is to be sent again, if the error is retryable: nobody got it, or only some did, who know a twin when they see it.
   * Where people got it and others did not, sending again would be a storm: then `missed` names the others.
   */
  send(notification: Notification): Promise<Sent>;
}

interface Sent {
  readonly messageId: string;
  /** Who did not get it, and why, for people; absent if all did. */
  readonly missed?: string;
}

export interface Notification {
  /** At most 99 printable ASCII characters: SNS refuses others. */
  readonly subject: string;
  /** Plain text, at most 256 KiB of UTF-8 with subject and attributes. */
  readonly body: string;
  /** For subscription filter policies; a list where it tells of several alerts. */
  readonly attributes: Readonly<Record<string, string | readonly string[]>>;
  /** The same for machines. */
  readonly message?: AlertMessage;
}
