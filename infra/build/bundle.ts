/** One function, its libraries and the AWS SDK as one minified CommonJS file: nothing is resolved or read at a cold start. */
import { build } from "esbuild";

export interface Bundle {
  readonly name: string;
  readonly code: Uint8Array;
  readonly sourceMap: Uint8Array;
}

/**
 * @param entry path of a module that exports `handler`
 * @throws Error with esbuild's own words if it cannot be bundled, or bundles with warnings
 */
export async function bundleFunction(name: string, entry: string): Promise<Bundle> {
  const result = await build({
    entryPoints: [entry],
    outfile: `${name}.js`,
    write: false,
    bundle: true,
    minify: true,
    platform: "node",
    target: "node24",
    format: "cjs",
    // What a module of Node calls import.meta.dirname, CommonJS calls __dirname: functions/dashboard.ts finds its page by it.
    define: { "import.meta.dirname": "__dirname" },
    // ES modules first: they can be tree-shaken, which halves what the AWS SDK adds.
    mainFields: ["module", "main"],
    sourcemap: "external",
    // Comments of licences stay out: Lambda reads the file at every cold start, and nobody else does.
    legalComments: "none",
    logLevel: "silent",
  });
  const [warning] = result.warnings;
  if (warning) {
    const place = warning.location ? `${warning.location.file}:${warning.location.line}: ` : "";
    throw new Error(`The bundle of ${name} has a warning: ${place}${warning.text}`);
  }
  const output = (ending: string) => {
    const file = result.outputFiles.find(({ path }) => path.endsWith(ending));
    if (!file) throw new Error(`esbuild gave no ${ending} for ${name}`);
    return file.contents;
  };
  return { name, code: output(".js"), sourceMap: output(".js.map") };
}
