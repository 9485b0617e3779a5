/** What access logs share: quoted fields, the request's line, addresses, a hyphen for nothing. */
import { isIP } from "node:net";
import type { JsonObject } from "../../record.ts";
import { BACKSLASH, isBlank, isUpper, QUOTE } from "../characters.ts";

/**
 * @param at an opening quote
 * @returns behind the closing one, or -1: that is the first which is not escaped and has a blank or the line's end behind it, since not
 *   all escape the quotes that a client sends
 */
export function quotedEnd(text: string, at: number): number {
  for (let to = at + 1; to < text.length; to++) {
    const code = text.charCodeAt(to);
    if (code === BACKSLASH) to++;
    else if (code === QUOTE && (to + 1 === text.length || isBlank(text.charCodeAt(to + 1)))) return to + 1;
  }
  return -1;
}

export function setText(record: JsonObject, name: string, value: string): void {
  if (value !== "-" && value !== "") record[name] = value;
}

/** A host name where an address is logged keeps its own name: the index knows addresses as such. */
export function setAddress(record: JsonObject, value: string): void {
  if (value !== "-" && value !== "") record[isIP(value) === 0 ? "client.address" : "client.ip"] = value;
}

/** `GET /path?query HTTP/1.1`; what is no such line (TLS on a plain port, scanners) is kept as it came. */
export function setRequest(record: JsonObject, request: string): void {
  const methodEnd = request.indexOf(" ");
  if (methodEnd < 1 || !isMethod(request, methodEnd)) {
    setText(record, "request", request);
    record["message"] = request === "" || request === "-" ? "-" : request;
    return;
  }
  const version = request.lastIndexOf(" HTTP/");
  const hasVersion = version > methodEnd;
  record["http.request.method"] = request.slice(0, methodEnd);
  if (hasVersion) record["http.version"] = request.slice(version + 6);
  setUrl(record, hasVersion ? request.slice(methodEnd + 1, version) : request.slice(methodEnd + 1));
}

function setUrl(record: JsonObject, url: string): void {
  const scheme = url.startsWith("/") ? -1 : url.indexOf("://");
  const slash = scheme < 0 ? 0 : url.indexOf("/", scheme + 3);
  const path = slash < 0 ? "/" : url.slice(slash);
  if (scheme > 0) record["url.domain"] = url.slice(scheme + 3, slash < 0 ? url.length : slash);
  const mark = path.indexOf("?");
  record["url.path"] = mark < 0 ? path : path.slice(0, mark);
  if (mark >= 0) record["url.query"] = path.slice(mark + 1);
}

function isMethod(request: string, end: number): boolean {
  if (end > 20) return false;
  for (let at = 0; at < end; at++) {
    const code = request.charCodeAt(at);
    if (!isUpper(code) && code !== 0x2d && code !== 0x5f) return false;
  }
  return true;
}
