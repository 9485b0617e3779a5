import * as v from "valibot";

export const TimeZone = v.pipe(
  v.string(),
  v.check(isTimeZone, "an IANA time zone such as Europe/Berlin, or an offset such as +09:00"),
);

function isTimeZone(zone: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }) !== undefined;
  } catch {
    return false;
  }
}
