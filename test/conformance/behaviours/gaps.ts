// What a mirror cannot do yet, by topic and row, with the cause. A row listed here must fail: once it is mended it says so.

const APART = "page and secondaries are one origin on a mirror, and nothing plays CORS";
const COVER = "a request without cookies has no pass, so the mirror takes it for a stranger's";
const CACHE = "the runtime adds Cache-Control and Pragma to requests it must not cache";
const CREDENTIALS = "a secondary's cookies are sent whatever the credentials mode says";
const ORIGIN = "a read of a secondary is same-origin on the mirror, so browsers send no Origin";
const OUTGOING = "the mirror's own name is not mapped back in what goes up";
const DECODING = "the runtime cannot undo this encoding, and a service may send it unasked";

export const GAPS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  encodings: {
    "a page in zstd is shown and its addresses are mapped": DECODING,
    "a page in deflate is shown and its addresses are mapped": DECODING,
  },
  fetch: {
    "credentials omit: which cookies primary and cdn get": COVER,
    "credentials same-origin: which cookies primary and cdn get": CREDENTIALS,
    "fetch of the cdn sends the service's origin and referrer": ORIGIN,
    "the service gets the same names of headers": CACHE,
    "the cdn gets the same names of headers": `${CACHE}; ${ORIGIN}`,
    "a preflight that is denied fails the request": APART,
    "an answer without Access-Control-Allow-Origin cannot be read": APART,
    "a wildcard does not do for credentials": APART,
    "an allowed origin that is not ours is refused": APART,
    "mode same-origin refuses the cdn": APART,
    "mode no-cors gives an opaque answer": APART,
    "the type of an answer is basic from the primary and cors from the cdn": APART,
    "Response.headers of the cdn show only what CORS exposes": APART,
    "referrerPolicy same-origin to the cdn": "a secondary is same-origin for the browser on the mirror",
    "a Request built of the cdn's address is fetched there and keeps its address":
      "the shim cannot rebuild a Request whose body is a stream",
    "the page's own address in a query is the service's": OUTGOING,
    "the page's own address in a JSON body is the service's": OUTGOING,
    "an address with a password in it is refused": "addresses are mapped without their user name",
    "fetch has its own name and refuses nonsense as it does": "the shim's fetch looks like a script's",
  },
  redirects: {
    "a chain of five over both origins ends where it should": ORIGIN,
    "from the cdn back to the primary the origin is null": ORIGIN,
  },
  xhr: {
    "withCredentials sends the cdn its cookies": CREDENTIALS,
    "a refused CORS request ends in an error with status 0": APART,
  },
};
