/**
 * Which line goes on with a stack trace: Java, Python, Go, Node, .NET, Ruby, Rust. Lines are looked at by their first characters only,
 * and no expression here can backtrack over more than those.
 */

/**
 * What the lines so far are: `text` is no trace yet; `pythonEnd` stands behind the exception that ends a traceback; `indented` goes on for as
 * long as lines are.
 */
export type TraceState =
  | "text"
  | "frames"
  | "python"
  | "pythonEnd"
  | "go"
  | "node"
  | "nodeSource"
  | "rustHead"
  | "rust"
  | "indented";

/** How much of a line the rules look at. */
export const LOOK_AT_CHARACTERS = 300;

const EXCEPTION = /^(?:(?:[A-Za-z_$][\w$]*[.:]{1,2})+[A-Z][\w$]*|(?:[A-Z][\w$]*)?(?:Error|Exception))(?:: | [([]|$)/;
const PANIC = /^(?:panic: |fatal error: |goroutine \d+ .{0,80}\[|runtime: goroutine stack exceeds )/;
const GOROUTINE = /^goroutine \d+ .{0,80}\[/;
const TRACEBACK = /^Traceback \(most recent call last\):/;
/** Its exception stands behind bars, so all of it is indented. */
const GROUP = /^ {2}\+ Exception Group Traceback /;
/** The console logger of .NET writes the text below. */
const DOTNET = /^(?:trce|dbug|info|warn|fail|crit): \S{1,200}\[-?\d{1,10}\]$/;
const RUST = /^thread '[^']*' (?:\(\d+\) )?panicked at /;
const UNHANDLED = /^(?:Exception in thread "|Unhandled exception\. |Uncaught )/;
const RUBY_FRAME = /^\S+\.rb:\d+:in /;
const NODE_SOURCE = /^\S+\.[cm]?[jt]s:\d+$/;
/** Below the source that threw. */
const NODE_MARK = /^[~^]+$/;
/** Indented lines that nothing but a trace has. */
const FRAME = /^\s+(?:at \S|\.\.\. \d+ |File "|from \S+:\d+|---> |--- End of )|^(?:Caused by: |\.\.\. \d+ )/;
const CHAIN = /^(?:During handling of |The above exception |Traceback \()/;
const PYTHON_END = /^[A-Za-z_][\w.]*(?:: |$)/;
const FRAMES_GO_ON = /^(?:Caused by:(?: |$)|Suppressed: |\.\.\. \d+|--- End of |\}$|Node\.js v\d)/;
/** Goroutines, the stack of the runtime itself, registers. */
const GO_GOES_ON =
  /^(?:goroutine \d+ |created by |\[signal |panic: |fatal error: |runtime stack:|exit status \d|\S+\(.*\)$|[a-z]\w{1,6} {1,6}0x)/;
const RUST_GOES_ON = /^(?:note: |stack backtrace:)/;
/** Lines that tell of nothing bad own no exception that follows without an indent. */
const CALM = /\b(?:INFO|DEBUG|TRACE|NOTICE|info|debug|trace|notice)\b/;
const UPSET = /error|warn|fatal|severe|crit|fail|exception|abort|panic|^[EF]\d{4} /i;
const NEW_RECORD = /^(?:\d{2,4}[-/:]|[[{<]|[IWEF]\d{4} )/;

/**
 * Whether a line with this first byte, a digit or a bracket, begins a record and no trace, and goes on with none that has not begun: times
 * and levels stand there.
 */
export function beginsRecord(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return (byte >= 0x30 && byte <= 0x39) || byte === 0x5b || byte === 0x3c || byte === 0x28;
}

/** What a record that begins with this line is. */
export function beginTrace(text: string): TraceState {
  if (PANIC.test(text)) return "go";
  if (TRACEBACK.test(text)) return "python";
  if (RUST.test(text)) return "rustHead";
  if (NODE_SOURCE.test(text)) return "node";
  if (text[0] === " " && GROUP.test(text)) return "indented";
  if (text[4] === ":" && DOTNET.test(text)) return "indented";
  return EXCEPTION.test(text) || UNHANDLED.test(text) || RUBY_FRAME.test(text) ? "frames" : "text";
}

/** @returns what the record is with this line, or undefined if the line begins another */
export function continueTrace(state: TraceState, text: string, head: string): TraceState | undefined {
  const isIndented = text[0] === " " || text[0] === "\t";
  switch (state) {
    case "text":
      if (FRAME.test(text)) return "frames";
      if (isIndented) return GROUP.test(text) ? "indented" : undefined;
      if (CALM.test(head) || !UPSET.test(head)) return undefined;
      if (TRACEBACK.test(text)) return "python";
      if (RUBY_FRAME.test(text)) return "frames";
      if (GOROUTINE.test(text)) return "go";
      return EXCEPTION.test(text) ? "frames" : undefined;
    case "frames":
      return isIndented || FRAMES_GO_ON.test(text) || RUBY_FRAME.test(text) ? state : undefined;
    case "python":
      if (isIndented || CHAIN.test(text)) return state;
      return PYTHON_END.test(text) ? "pythonEnd" : undefined;
    case "pythonEnd":
      if (CHAIN.test(text)) return "python";
      return isIndented ? state : undefined;
    case "go":
      return isIndented || GO_GOES_ON.test(text) ? state : undefined;
    case "node":
      return NEW_RECORD.test(text) ? undefined : "nodeSource";
    case "nodeSource":
      if (EXCEPTION.test(text)) return "frames";
      return isIndented || NODE_MARK.test(text) ? state : undefined;
    case "rustHead":
      return NEW_RECORD.test(text) ? undefined : "rust";
    case "indented":
      return isIndented ? state : undefined;
    case "rust":
      return isIndented || RUST_GOES_ON.test(text) ? state : undefined;
  }
}
