/** How busy a service is, by the hour and the day of the week. */
import { DAY_MS, HOUR_MS } from "../time.ts";

export interface Load {
  /** Of the day, UTC. */
  readonly peakHour: number;
  /** 0: the same all day; 0.8: from 0.2 at night to 1.8 at the peak. */
  readonly swing: number;
  /** Of a weekday's. */
  readonly weekendShare: number;
}

/** 1 is a weekday's mean. */
export function loadAt({ peakHour, swing, weekendShare }: Load, timeMs: number): number {
  const hour = (timeMs % DAY_MS) / HOUR_MS;
  const day = new Date(timeMs).getUTCDay();
  const isWeekend = day === 0 || day === 6;
  return (1 + swing * Math.cos(((hour - peakHour) * Math.PI) / 12)) * (isWeekend ? weekendShare : 1);
}
