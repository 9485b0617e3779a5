/** The words that the masker knows. They belong to time, measures, names of hosts and files, and logging in; none to one product. */
function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

export const DAYS = words("mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday");
export const MONTHS = words(
  "jan feb mar apr may jun jul aug sep oct nov dec january february march april june july august september october november december",
);
export const ZONES = words(
  "UTC GMT EST EDT CST CDT MST MDT PST PDT AKST AKDT HST WET WEST CET CEST EET EEST BST MSK IST HKT SGT JST KST AEST AEDT NZST NZDT AM PM am pm",
);

/** With their number a span of time, attached or behind a blank. */
export const TIME_UNITS = words(
  "ns us µs ms s sec secs min mins hr hrs nanoseconds microseconds milliseconds millisecond millis nanos second seconds minute minutes hour hours day days week weeks",
);
/** Only attached: `30s`, `2d`. */
export const TIME_LETTERS = words("s S m h H d");
export const SIZE_UNITS = words(
  "B KB kB Kb kb MB Mb GB Gb TB Tb PB KiB MiB GiB TiB byte bytes Byte Bytes kilobytes megabytes gigabytes",
);
export const SIZE_LETTERS = words("b k K Ki M Mi g G Gi t T Ti");
export const ORDINALS = words("st nd rd th");

/** Last labels of host names; a country's code counts too if there are three labels. */
export const TOP_DOMAINS = words(
  "com net org edu gov mil info biz arpa local localdomain internal lan intranet corp home cloud dev",
);
/** A name that begins like this is one of Java's kind, read from its end. */
export const PACKAGE_HEADS = words("com net org edu gov io java javax android sun jdk scala kotlin");
/** Names that end so are worth more than what they vary in. */
export const TELLING_ENDINGS = ["Error", "Exception", "Throwable", "Failure", "Warning", "Timeout"];
export const FILE_ENDINGS = words(
  "c cc cpp cs go h hpp java js jsp kt lua php pl py rb rs scala sh so sql ts asp aspx bat ps1 class jar war dll exe sys bin img iso rpm deb msi " +
    "bak cfg conf config ini json properties toml xml yaml yml plist csv dat db db3 sqlite doc docx pdf xls xlsx html htm css svg gif ico jpeg jpg png " +
    "log out err lock pid sock swp tmp txt md gz bz2 xz zst zip tar tgz 7z pem crt key cer lnk pcap",
);

/** Ways to prove who one is; `METHOD for USER from HOST`, as OpenSSH has it. */
export const LOGIN_WORDS = words(
  "password publickey none hostbased keyboard-interactive/pam gssapi-with-mic authentication login logon auth",
);
/** In front of `user` they tell that a name follows. */
export const BEFORE_USER = words("for invalid illegal unknown by as of to from");
/** Behind a name that follows `user`. */
export const AFTER_USER = words(
  "from by at on via not is was has had does did cannot already logged failed joined left connected disconnected authenticated created deleted",
);
/** What follows `user` and is no name. */
export const NOT_USERS = words(
  "is was has had does did cannot not name id or in on at to from by for of with who that agent mode space slice manager service session account profile " +
    "group role table data input info details settings preferences permissions password token email address request registration authentication authorization interface",
);

/** Their values tell what happened, so that words among them stay. */
export const TELLING_KEYS = words("msg message err error errors reason cause exception event level severity");
