/** `POST|PUT /ingest[/TAG]`: records in any format that Sluice reads, as Fluentd, Fluent Bit, Logstash, Vector and curl send them. */
import { type IngestReport, toldOf } from "../report.ts";
import { ingest } from "../run.ts";
import { deliveryOf, type Route } from "./request.ts";
import { json, wrongMethod } from "./response.ts";

export function recordsRoute(tag: string): Route {
  return {
    async take(request, ports, settings) {
      if (request.method !== "POST" && request.method !== "PUT") {
        return { response: wrongMethod("Logs are taken by POST and PUT", "POST, PUT") };
      }
      const report = await ingest(deliveryOf(request, tag), ports, settings);
      return { report, response: json(isUndecodable(report) ? 400 : 200, toldOf(report)) };
    },
    async spooled(request) {
      const { origin } = deliveryOf(request, tag);
      return json(200, { object: origin, spooled: true, bytes: request.body.length });
    },
  };
}

/** What cannot be read lies in quarantine: sending it again would change nothing, and the shipper should tell its owner. */
function isUndecodable({ received, quarantined, reasons }: IngestReport): boolean {
  return (
    received > 0 && (quarantined === received || Object.keys(reasons).some((kind) => kind.startsWith("undecodable")))
  );
}
