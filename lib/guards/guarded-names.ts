/** Whether a text of a CloudTrail record names something that guards the evidence. */

/** Longer ones are documents, not names. */
const MAXIMUM_NAME = 2048;

/** A name, an ARN, a queue's URL; not a policy, in which our names may stand for good reasons. */
const LOOKS_LIKE_A_NAME = /^[\w.:/+=,@$-]+$/;

/** A secret's ARN ends with its name and six random characters. */
const SECRET_ARN = /^arn:aws[a-z-]*:secretsmanager:[^:]*:\d*:secret:(.+)-\w{6}$/;

export type Names = (text: string) => boolean;

/**
 * @param guarded names; one that ends in `*` stands for every name that begins so
 */
export function createNames(guarded: readonly string[]): Names {
  const prefixes = guarded.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1));
  const exact = new Set(guarded.flatMap((name) => [name, SECRET_ARN.exec(name)?.[1] ?? name]));
  const isOurs = (part: string) => exact.has(part) || prefixes.some((prefix) => part.startsWith(prefix));
  return (text) => {
    if (text.length > MAXIMUM_NAME || !LOOKS_LIKE_A_NAME.test(text)) return false;
    return exact.has(text) || text.split(/[:/]/).some(isOurs);
  };
}
