import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";

/** A mail as its reader sees it. */
export interface Mail {
  readonly to: string;
  readonly subject: string;
  /** The text/plain part. */
  readonly text: string;
  /** Every http(s) address in the text, in order. */
  readonly links: readonly string[];
}

/** All mails of a folder, oldest first; a name ending in `.eml` is a mail that is complete. */
export async function readMails(folder: string): Promise<Mail[]> {
  const names = await readdir(folder).catch(() => []);
  const files = names.filter((name) => name.endsWith(".eml")).sort();
  return Promise.all(files.map(async (name) => parse(await readFile(join(folder, name)))));
}

interface Part {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

function parse(raw: Buffer): Mail {
  // One character for each byte: what the bytes mean is said by each part.
  const mail = split(raw.toString("latin1"));
  const text = decodeBody(plainPart(mail));
  return {
    to: mail.headers.get("to") ?? "",
    subject: decodeWords(mail.headers.get("subject") ?? ""),
    text,
    links: text.match(/https?:\/\/\S+/g) ?? [],
  };
}

function split(raw: string): Part {
  const [, head = "", body = ""] = /^([\s\S]*?)\r?\n\r?\n([\s\S]*)$/.exec(raw) ?? [];
  const unfolded = head.replace(/\r?\n[ \t]+/g, " ");
  const headers = unfolded.split(/\r?\n/).map((line): [string, string] => {
    const colon = line.indexOf(":");
    return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
  });
  return { headers: new Map(headers), body };
}

function plainPart(part: Part): Part {
  const boundary = /boundary="?([^";]+)"?/i.exec(part.headers.get("content-type") ?? "")?.[1];
  if (boundary === undefined) return part;
  const parts = part.body.split(`--${boundary}`).slice(1, -1).map((inner) => split(inner.replace(/^\r?\n/, "")));
  const isPlain = (inner: Part) => /^(text\/plain|multipart\/)/i.test(inner.headers.get("content-type") ?? "text/plain");
  const chosen = parts.find(isPlain);
  return chosen === undefined ? part : plainPart(chosen);
}

function decodeBody(part: Part): string {
  const encoding = part.headers.get("content-transfer-encoding")?.toLowerCase() ?? "7bit";
  if (encoding === "base64") return Buffer.from(part.body, "base64").toString("utf8");
  const bytes = encoding === "quoted-printable" ? quotedPrintable(part.body) : part.body;
  return Buffer.from(bytes, "latin1").toString("utf8").replace(/\r\n/g, "\n");
}

function quotedPrintable(text: string): string {
  const joined = text.replace(/=\r?\n/g, "");
  return joined.replace(/=([0-9A-F]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

/** RFC 2047: `=?utf-8?b?…?=` and `=?utf-8?q?…?=`. */
function decodeWords(header: string): string {
  const joined = header.replace(/\?=\s+=\?/g, "?==?");
  return joined.replace(/=\?[^?]+\?([bq])\?([^?]*)\?=/gi, (_, kind: string, text: string) => {
    if (kind.toLowerCase() === "b") return Buffer.from(text, "base64").toString("utf8");
    return Buffer.from(quotedPrintable(text.replaceAll("_", " ")), "latin1").toString("utf8");
  });
}
