/** The handlers that AWS runs, loaded while the gateway begins to listen: a request that comes first waits for its function. */
import type { APIGatewayProxyEventV2, ScheduledEvent, SQSBatchResponse, SQSEvent } from "aws-lambda";
import type { Handler } from "./lambda.ts";

export interface LocalFunctions {
  readonly ingestObject: Handler<SQSEvent, SQSBatchResponse | undefined>;
  readonly ingestHttp: Handler<APIGatewayProxyEventV2, unknown>;
  readonly scanErrors: Handler<ScheduledEvent | SQSEvent, unknown>;
  readonly forecast: Handler<ScheduledEvent, unknown>;
  readonly maintain: Handler<ScheduledEvent, unknown>;
  readonly dashboard: Handler<APIGatewayProxyEventV2, unknown>;
}

/** To be called once the environment is as the functions shall see it. */
export function loadFunctions(): LocalFunctions {
  return {
    ingestObject: whenLoaded(import("../../functions/ingest-object.ts")),
    ingestHttp: whenLoaded(import("../../functions/ingest-http.ts")),
    scanErrors: whenLoaded(import("../../functions/scan-errors.ts")),
    forecast: whenLoaded(import("../../functions/forecast.ts")),
    maintain: whenLoaded(import("../../functions/maintain.ts")),
    dashboard: whenLoaded(import("../../functions/dashboard.ts")),
  };
}

function whenLoaded<Event, Result>(
  loading: Promise<{ handler: (event: Event, context: Parameters<Handler<Event, Result>>[1]) => Promise<Result> }>,
): Handler<Event, Result> {
  // Whoever calls it meets the failure; until then it is nobody's.
  loading.catch(() => {});
  return async (event, context) => (await loading).handler(event, context);
}
