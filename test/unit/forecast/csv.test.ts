import { describe, expect, test } from "vitest";
import { FORECAST_HEADER, formatForecast, parseSeries } from "../../../lib/forecast/csv.ts";

async function rowsOf(text: string) {
  const rows = [];
  for await (const row of parseSeries(text.split("\n"))) rows.push(row);
  return rows;
}

describe("a series is read from CSV", () => {
  test("with its timestamps as they stand, and gaps", async () => {
    expect(await rowsOf("timestamp,value\n2014-02-14 14:30:00,0.5\n2014-02-14 14:35:00,\n")).toEqual([
      { timestamp: "2014-02-14 14:30:00", timeMs: Date.UTC(2014, 1, 14, 14, 30), value: 0.5 },
      { timestamp: "2014-02-14 14:35:00", timeMs: Date.UTC(2014, 1, 14, 14, 35), value: undefined },
    ]);
  });

  test("with a byte-order mark, carriage returns, quotes and blank lines", async () => {
    const rows = await rowsOf('\uFEFF"timestamp","value"\r\n\r\n"2014-02-14 14:30:00","-1e3"\r\n');
    expect(rows).toMatchObject([{ timestamp: "2014-02-14 14:30:00", value: -1000 }]);
  });

  test.each([
    ["2026-11-23T10:02:00Z", "2026-11-23T10:02:00.000Z"],
    ["2026-11-23T10:02:00.5", "2026-11-23T10:02:00.500Z"],
    ["2026-11-23 10:02", "2026-11-23T10:02:00.000Z"],
    ["2026-11-23", "2026-11-23T00:00:00.000Z"],
    ["2026-11-23T10:02:00+09:00", "2026-11-23T01:02:00.000Z"],
    ["2026-11-23 10:02:00+0900", "2026-11-23T01:02:00.000Z"],
    ["1795428120", "2026-11-23T10:02:00.000Z"],
    ["1795428120000", "2026-11-23T10:02:00.000Z"],
  ])("%s is %s, whatever the machine's zone", async (timestamp, iso) => {
    const [row] = await rowsOf(`timestamp,value\n${timestamp},1`);
    expect(new Date(row?.timeMs ?? 0).toISOString()).toBe(iso);
  });

  test.each([
    ["", "The series is empty, expected the header timestamp,value and rows"],
    ["time,count\n", 'line 1 is "time,count", expected the header timestamp,value'],
    [
      "timestamp,value\n2026-11-23,1\nyesterday,2",
      'line 3 is "yesterday", expected a time such as 2026-11-23T10:02:00Z',
    ],
    ["timestamp,value\n2026-02-30T99:00:00Z,1", 'line 2 is "2026-02-30T99:00:00Z", expected a time such as'],
    ["timestamp,value\n2026-11-23,many", 'line 2 is "many", expected a number, or nothing for a gap'],
    ["timestamp,value\n2026-11-23,Infinity", 'line 2 is "Infinity", expected a number, or nothing for a gap'],
    ["timestamp,value\n2026-11-23", 'line 2 is "2026-11-23", expected two columns, timestamp,value'],
    ["timestamp,value\n\n2026-11-23,1,2", 'line 3 is "2026-11-23,1,2", expected two columns'],
  ])("%j is refused with the line's number", async (text, message) => {
    await expect(rowsOf(text)).rejects.toMatchObject({ code: "config", message: expect.stringContaining(message) });
  });
});

describe("a forecast is written as CSV", () => {
  test("with every column filled", () => {
    const row = { timestamp: "t", value: 1, expected: 2.5, lower: 1, upper: 4, score: 0.25, anomaly: false };
    expect(FORECAST_HEADER).toBe("timestamp,value,expected,lower,upper,score,anomaly");
    expect(formatForecast(row)).toBe("t,1,2.5,1,4,0.25,false");
  });

  test("with nothing where nothing is known", () => {
    const nothing = { value: undefined, expected: undefined, lower: undefined, upper: undefined };
    expect(formatForecast({ timestamp: "t", ...nothing, score: 0, anomaly: false })).toBe("t,,,,,0,false");
  });
});
