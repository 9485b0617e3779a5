/** What all AWS clients of Sluice have in common. */

export interface AwsPlace {
  readonly region: string;
  /** Stands in for AWS: an emulator's address. */
  readonly endpointUrl: string | undefined;
}

/**
 * Retries are bounded so that an outage shows as "unavailable" while the function still has time to act on it; every
 * phase of a request has a limit, for the SDK by itself waits for ever.
 * @param responseTimeoutMs until the headers of the answer are there
 */
export function clientSettings(place: AwsPlace, responseTimeoutMs: number) {
  return {
    region: place.region,
    ...(place.endpointUrl === undefined ? {} : { endpoint: place.endpointUrl }),
    maxAttempts: 4,
    retryMode: "standard",
    requestHandler: {
      connectionTimeout: 5_000,
      requestTimeout: responseTimeoutMs,
      throwOnRequestTimeout: true,
      socketTimeout: 60_000,
    },
  };
}
