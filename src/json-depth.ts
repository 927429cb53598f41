/** How deep a JSON text may be nested: what is made of it is walked by functions that call themselves. */
export const deepest = 100;

/** Where a JSON text's string ends that begins at a position; at the end of the text where it does not. */
const endOfString = (text: string, begin: number): number => {
  for (let end = text.indexOf('"', begin + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let first = end;
    while (text[first - 1] === '\\') first -= 1;
    // Of an even number of backslashes, each pair is one that is meant.
    if ((end - first) % 2 === 0) return end;
  }
  return text.length;
};

/** How deep the lists and objects of a JSON text are nested. A pattern for strings would run out of stack at long ones. */
export const depthOf = (text: string): number => {
  const marks = /["[{}\]]/g;
  let depth = 0;
  let most = 0;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    if (mark[0] === '"') marks.lastIndex = endOfString(text, mark.index) + 1;
    else depth += mark[0] === '[' || mark[0] === '{' ? 1 : -1;
    most = Math.max(most, depth);
  }
  return most;
};
