/**
 * Patterns as IAM reads them: `*` is any run of characters, `?` one character, `${…}` a variable that is filled in when a
 * request comes. Two questions are asked of a pair: does one cover the other, and can anything match both?
 */

/** A character, a wildcard, or a whole variable. */
function tokensOf(pattern: string): readonly string[] {
  return pattern.match(/\$\{[^}]*\}|[\s\S]/gu) ?? [];
}

const isVariable = (token: string | undefined): boolean => token !== undefined && token.length > 2;

function coversTokens(wide: readonly string[], narrow: readonly string[]): boolean {
  // One row a token of `wide`, from its end: whether the rest of it covers the rest of `narrow` from each place on.
  let below = narrow.map(() => false).concat(true);
  for (const token of [...wide].reverse()) {
    const row = below.map(() => false);
    for (let at = narrow.length; at >= 0; at -= 1) {
      const other = narrow[at];
      if (token === "*") row[at] = below[at] === true || (other !== undefined && row[at + 1] === true);
      else if (token === "?") row[at] = other !== undefined && other !== "*" && !isVariable(other) && !!below[at + 1];
      else row[at] = other === token && below[at + 1] === true;
    }
    below = row;
  }
  return below[0] === true;
}

/** Whether `wide` matches everything that `narrow` matches. Says no where it can't tell. */
export function covers(wide: string, narrow: string): boolean {
  return coversTokens(tokensOf(wide), tokensOf(narrow));
}

/** Whether anything can match both. Says yes where it can't tell: a variable may stand for anything. */
export function meet(left: string, right: string): boolean {
  const open = (token: string) => (token === "*" || isVariable(token) ? "*" : token);
  const [a, b] = [tokensOf(left).map(open), tokensOf(right).map(open)];
  let below = b.map((_, at) => b.slice(at).every((token) => token === "*")).concat(true);
  for (const token of [...a].reverse()) {
    const row = below.map(() => false);
    for (let at = b.length; at >= 0; at -= 1) {
      const other = b[at];
      if (token === "*") row[at] = below[at] === true || (other !== undefined && row[at + 1] === true);
      else if (other === "*") row[at] = row[at + 1] === true || below[at] === true;
      else row[at] = (other === token || other === "?" || (token === "?" && other !== undefined)) && !!below[at + 1];
    }
    below = row;
  }
  return below[0] === true;
}

const SEGMENTS = 6;

/** The parts of an ARN between its first five colons; a colon within a variable is none of them. */
function segmentsOf(arn: string): readonly string[] {
  const segments = [""];
  for (const token of tokensOf(arn)) {
    if (token === ":" && segments.length < SEGMENTS) segments.push("");
    else segments[segments.length - 1] += token;
  }
  return segments;
}

/** Whether the text can be a resource: `*`, or an ARN with its six parts. */
export function isResource(text: string): boolean {
  return text === "*" || (text.startsWith("arn:") && segmentsOf(text).length === SEGMENTS);
}

/**
 * `covers` for resources, part by part: whether a wildcard reaches over a colon of an ARN differs between the places where
 * AWS matches them, and what this says holds either way.
 */
export function coversResource(wide: string, narrow: string): boolean {
  if (wide === "*") return true;
  const [own, others] = [segmentsOf(wide), segmentsOf(narrow)];
  return own.length === others.length && own.every((segment, index) => covers(segment, others[index] ?? ""));
}
