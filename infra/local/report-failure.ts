/** What went wrong without anybody waiting for it: a line on standard error. */
export function reportFailure(source: string, error: unknown): void {
  const isDebugging = process.env["DEBUG"] === "sluice";
  const message = error instanceof Error ? (isDebugging && error.stack) || error.message : String(error);
  console.error(`sluice: ${source}: ${message}`);
}
