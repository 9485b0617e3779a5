/** What a written time says, before its year or zone is known; one mutable object serves all lines, for the sake of speed. */

/** Which parts of the date the text leaves open. */
export type DateShape =
  | "full"
  /** `03-17`, `Nov 23`: month and day are known. */
  | "noYear"
  /** `10.30`: first and second, of which one is the month. */
  | "noYearEither"
  /** `11/12/2026`: first and second, of which one is the month. */
  | "dayOrMonthFirst"
  /** `17/06/09`: first, second and third in one of the three usual orders. */
  | "twoDigits"
  | "noDate";

export interface TimeReading {
  /** NaN unless the text is an epoch: then nothing else counts. */
  epochMs: number;
  shape: DateShape;
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  second: number;
  millisecond: number;
  /** NaN if the text names no zone. */
  offsetMinutes: number;
}

export function createReading(): TimeReading {
  return {
    epochMs: Number.NaN,
    shape: "full",
    year: 0,
    month: 0,
    day: 0,
    hour: 0,
    minute: 0,
    second: 0,
    millisecond: 0,
    offsetMinutes: Number.NaN,
  };
}

export function setDate(into: TimeReading, shape: DateShape, year: number, month: number, day: number): void {
  into.shape = shape;
  into.year = year;
  into.month = month;
  into.day = day;
}

/** 70 to 99 are of the last century. */
export function century(twoDigits: number): number {
  return twoDigits < 70 ? 2000 + twoDigits : 1900 + twoDigits;
}
