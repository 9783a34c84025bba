/** Reads Slack's mrkdwn into a tree of plain values, with Slack's own rules of escaping; pure, it makes no nodes. */

const EMOJI = ":([a-z0-9_+'-]+(?:::skin-tone-[2-6])?):";
const ADDRESS = "\\bhttps?://[^\\s<>]*[^\\s<>.,;:!?'\")\\]}*_~`]";
const WORD = /[\p{L}\p{N}]/u;
const STYLES = { "*": "bold", _: "italic", "~": "strike" };

/** Undoes Slack's escaping of &, < and >, and of nothing else. */
export const unescaped = (text) => text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");

/** Escapes the three signs as Slack's composer does. */
export const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/**
 * Reads mrkdwn. Gives a list of { type: "text" | "emoji" | "user" | "channel" | "group" | "broadcast" | "link" |
 * "date" | "code" | "bold" | "italic" | "strike" | "pre" | "quote" | "break", ... }; styles and quotes have `inside`.
 * `verbatim` leaves bare addresses alone.
 */
export function read(text, { verbatim = false } = {}) {
  const found = [];
  const pieces = text.split("```");
  for (const [at, piece] of pieces.entries()) {
    const inside = at % 2 === 1;
    if (inside && at < pieces.length - 1)
      found.push({ type: "pre", inside: plainTokens(piece.replace(/^\n|\n$/g, "")) });
    else if (piece || inside) found.push(...lines(inside ? `\`\`\`${piece}` : trimmed(piece, found.at(-1)), verbatim));
  }
  return found;
}

const trimmed = (piece, before) => (before?.type === "pre" ? piece.replace(/^\n/, "") : piece);

function lines(text, verbatim) {
  const found = [];
  let quote = null;
  const all = text.split("\n");
  for (const [at, line] of all.entries()) {
    const quoted = /^(?:&gt;|>)\s?(.*)$/s.exec(line);
    if (quoted) {
      if (quote) quote.inside.push({ type: "break" });
      else found.push((quote = { type: "quote", inside: [] }));
      quote.inside.push(...inline(quoted[1], verbatim));
      continue;
    }
    const afterQuote = quote !== null;
    quote = null;
    if (at > 0 && !afterQuote) found.push({ type: "break" });
    found.push(...inline(line, verbatim));
  }
  return found;
}

/** Cuts a line into tokens in angle brackets, code and the text between, then finds the styles around them. */
function inline(line, verbatim) {
  const pieces = [];
  let at = 0;
  for (const found of line.matchAll(/<([^<>\n]+)>|`([^`\n]+)`/g)) {
    if (found.index > at) pieces.push(line.slice(at, found.index));
    pieces.push(found[1] !== undefined ? token(found[1]) : { type: "code", inside: plainTokens(found[2]) });
    at = found.index + found[0].length;
  }
  if (at < line.length) pieces.push(line.slice(at));
  return styled(pieces, verbatim);
}

/** Text in which only tokens count: what stands inside code. */
function plainTokens(text) {
  const one = (piece) => (/^<.+>$/.test(piece) ? token(piece.slice(1, -1)) : { type: "text", text: unescaped(piece) });
  return text
    .split(/(<[^<>\n]+>)/)
    .filter(Boolean)
    .map(one);
}

function token(inner) {
  const bar = inner.indexOf("|");
  const head = bar < 0 ? inner : inner.slice(0, bar);
  const label = bar < 0 ? "" : unescaped(inner.slice(bar + 1));
  if (head.startsWith("@")) return { type: "user", id: head.slice(1), label };
  if (head.startsWith("#")) return { type: "channel", id: head.slice(1), label };
  if (head.startsWith("!date^")) return date(head, label);
  if (head.startsWith("!subteam^")) return { type: "group", id: head.slice(9), label };
  if (/^!(here|channel|everyone|group)$/.test(head)) return { type: "broadcast", range: head.slice(1) };
  if (head.startsWith("!")) return { type: "text", text: label ? `<${label}>` : `<${unescaped(inner)}>` };
  return { type: "link", url: unescaped(head), label };
}

function date(head, fallback) {
  const [, seconds, format, link] = head.split("^");
  return {
    type: "date",
    seconds: Number(seconds),
    format: unescaped(format ?? ""),
    url: link ? unescaped(link) : "",
    fallback,
  };
}

/** Finds *bold*, _italic_ and ~strike~ over a list of texts and tokens. A token counts as one letter that is no word. */
function styled(pieces, verbatim) {
  const letters = pieces.flatMap((piece) => (typeof piece === "string" ? [...piece] : [piece]));
  const found = [];
  let plain = "";
  const flush = () => {
    if (plain) found.push(...leaves(plain, verbatim));
    plain = "";
  };
  for (let at = 0; at < letters.length; at += 1) {
    const letter = letters[at];
    const end = STYLES[letter] ? closing(letters, at) : -1;
    if (end > 0) {
      flush();
      found.push({ type: STYLES[letter], inside: styled(together(letters.slice(at + 1, end)), verbatim) });
      at = end;
    } else if (typeof letter === "string") plain += letter;
    else {
      flush();
      found.push(letter);
    }
  }
  flush();
  return found;
}

function together(letters) {
  const pieces = [];
  for (const one of letters) {
    if (typeof one === "string" && typeof pieces.at(-1) === "string") pieces[pieces.length - 1] += one;
    else pieces.push(one);
  }
  return pieces;
}

const isWord = (letter) => typeof letter === "string" && WORD.test(letter);
const isGap = (letter) => letter === undefined || letter === " " || letter === "\t";

/** Where the style that opens here closes; -1 when it opens nothing: it needs a gap outside and a letter inside. */
function closing(letters, at) {
  const mark = letters[at];
  if (isWord(letters[at - 1]) || letters[at - 1] === mark || isGap(letters[at + 1]) || letters[at + 1] === mark)
    return -1;
  for (let end = at + 2; end < letters.length; end += 1) {
    if (letters[end] === mark && !isGap(letters[end - 1]) && !isWord(letters[end + 1]) && letters[end + 1] !== mark)
      return end;
  }
  return -1;
}

/** Finds emoji and bare addresses in text that has no style of its own. */
function leaves(text, verbatim) {
  const found = [];
  const pattern = new RegExp(verbatim ? EMOJI : `${EMOJI}|${ADDRESS}`, "g");
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    if (match.index > at) found.push({ type: "text", text: unescaped(text.slice(at, match.index)) });
    found.push(match[1] ? { type: "emoji", name: match[1] } : { type: "link", url: unescaped(match[0]), label: "" });
    at = match.index + match[0].length;
  }
  if (at < text.length) found.push({ type: "text", text: unescaped(text.slice(at)) });
  return found;
}
