/** Times of the week in sluice.yml, on the clock of a time zone. */
import * as v from "valibot";
import { TimeZone } from "./time-zone.ts";

/** As Intl names them, in the order of ranges: `fri-mon` goes over the end of the week. */
export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const ORDER: readonly string[] = WEEKDAYS;
const DAYS = new RegExp(`^(${WEEKDAYS.join("|")})(-(${WEEKDAYS.join("|")}))?$`);
const HOURS = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|24:00)$/;

/** Minutes of the day, half-open; over midnight if `toMinute` is not the later one. */
export interface Hours {
  readonly fromMinute: number;
  readonly toMinute: number;
}

const HoursText = v.pipe(
  v.string(),
  v.check((text) => HOURS.test(text) && text.slice(0, 5) !== text.slice(6), "hours such as 22:00-06:00"),
  v.transform((text): Hours => ({ fromMinute: minuteOf(text.slice(0, 5)), toMinute: minuteOf(text.slice(6)) })),
  v.description("On the clock of the zone, the end not included; 22:00-06:00 goes over midnight"),
);

const DaysList = v.pipe(
  v.array(v.pipe(v.string(), v.regex(DAYS, "a day such as sat, or a range such as mon-fri"))),
  v.minLength(1, "one day at least"),
  v.transform((texts): Weekday[] => texts.flatMap(daysOf)),
  v.description("mon tue wed thu fri sat sun, or ranges: mon-fri. Hours over midnight belong to the day they begin on"),
);

export const TimesOfWeek = {
  hours: v.optional(HoursText),
  days: v.optional(DaysList),
  zone: v.optional(v.pipe(TimeZone, v.description("Left out: the zone of alerts"))),
};

const MuteHours = v.pipe(
  v.strictObject(TimesOfWeek),
  v.check(({ hours, days }) => hours !== undefined || days !== undefined, "hours, days, or both"),
);
export type MuteHours = v.InferOutput<typeof MuteHours>;

/** One or several; each holds where its hours and its days do. */
export const Mute = v.pipe(
  v.union([MuteHours, v.array(MuteHours)]),
  v.transform((mute): MuteHours[] => (Array.isArray(mute) ? mute : [mute])),
  v.description("When nobody is told. Of one entry hours and days must hold; of a list one entry is enough"),
);

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3));
}

function daysOf(text: string): Weekday[] {
  const [first, last = first] = text.split("-").map((day) => ORDER.indexOf(day));
  if (first === undefined || last === undefined) return [];
  const length = ((last - first + 7) % 7) + 1;
  return Array.from({ length }, (_, n) => WEEKDAYS[(first + n) % 7]).filter((day) => day !== undefined);
}
