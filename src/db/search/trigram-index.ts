import { buildPostingLists, getPostingList, type PostingLists, runSteps } from './posting-lists.ts';

const trigramLength = 3;
/** Trigrams with the same hash share a posting list. */
const hashes = 1 << 14;

const hashTrigram = (text: string, start: number): number =>
  (text.charCodeAt(start) * 7919 + text.charCodeAt(start + 1) * 613 + text.charCodeAt(start + 2)) % hashes;

/**
 * Creates an index that finds the codes of the values that contain a text (S3), in rising order. It compares the text only
 * with the values that contain its rarest trigram. The code of a value is its position in the list plus 1.
 */
export const createTrigramIndex = (values: readonly string[]) => {
  const count = values.reduce((sum, value) => sum + Math.max(0, value.length - trigramLength + 1), 0);
  const hashOfTrigram = new Uint16Array(count);
  const codeOfTrigram = new Uint32Array(count);
  let next = 0;
  for (const [index, value] of values.entries()) {
    for (let start = 0; start + trigramLength <= value.length; start += 1) {
      hashOfTrigram[next] = hashTrigram(value, start);
      codeOfTrigram[next] = index + 1;
      next += 1;
    }
  }
  const trigrams = runSteps(buildPostingLists(hashOfTrigram, hashes - 1));
  // The posting lists of the hashes, with the codes of values where other posting lists have positions of people.
  const codeLists: PostingLists = {
    starts: trigrams.starts,
    positions: trigrams.positions.map((trigram) => codeOfTrigram[trigram] as number),
  };
  const allCodes = Uint32Array.from(values, (_, index) => index + 1);

  const findCandidates = (text: string): Uint32Array => {
    let candidates: Uint32Array = allCodes;
    for (let start = 0; start + trigramLength <= text.length; start += 1) {
      const withTrigram = getPostingList(codeLists, hashTrigram(text, start));
      if (withTrigram.length < candidates.length) candidates = withTrigram;
    }
    return candidates;
  };

  return (text: string): number[] => {
    const matches: number[] = [];
    let last = 0;
    for (const code of findCandidates(text)) {
      // A value is in the list once for each occurrence of the trigram.
      if (code !== last && (values[code - 1] as string).includes(text)) matches.push(code);
      last = code;
    }
    return matches;
  };
};
