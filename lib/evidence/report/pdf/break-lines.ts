/** Breaks text between words, and a word that is longer than a line (a hash, an ARN) within. */

/** Signs after which a long word is best broken. */
const GOOD_BREAK = /[/:._-]/;
/** Of a line that must be filled before a good break is taken. */
const FILLED = 0.55;

/** The beginning of a word that fits. */
function fitting(word: string, width: number, measure: (text: string) => number): string {
  let [used, taken, good] = [0, "", ""];
  for (const character of word) {
    used += measure(character);
    if (used > width && taken !== "") break;
    taken += character;
    if (GOOD_BREAK.test(character) && used > width * FILLED) good = taken;
  }
  return taken.length < word.length && good !== "" ? good : taken;
}

/** @param measure the width of a text, in the unit of `width` */
export function breakLines(text: string, width: number, measure: (text: string) => number): readonly string[] {
  const lines: string[] = [];
  const space = measure(" ");
  let [line, used] = ["", 0];
  const close = () => {
    if (line !== "") lines.push(line);
    [line, used] = ["", 0];
  };
  for (let word of text.split(/\s+/).filter((each) => each !== "")) {
    let long = measure(word);
    if (line !== "" && used + space + long > width) close();
    while (long > width) {
      const beginning = fitting(word, width, measure);
      if (beginning.length === word.length) break;
      lines.push(beginning);
      word = word.slice(beginning.length);
      long = measure(word);
    }
    line = line === "" ? word : `${line} ${word}`;
    used = line === word ? long : used + space + long;
  }
  close();
  return lines.length > 0 ? lines : [""];
}
