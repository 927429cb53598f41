/** Makes what finds the codes of the values that have a text as a part (S3), in rising order. */
export const partFinder = (values: readonly string[]) => {
  const text = values.join('\n');
  const starts = [0];
  for (const value of values) starts.push((starts.at(-1) as number) + value.length + 1);
  return (part: string): number[] => {
    const codes: number[] = [];
    let index = 0;
    for (let at = text.indexOf(part); at >= 0; ) {
      while ((starts[index + 1] as number) <= at) index += 1;
      const next = starts[index + 1] as number;
      // What goes on beyond the value is no part of it.
      const inside = at + part.length < next;
      if (inside) codes.push(index + 1);
      at = text.indexOf(part, inside ? next : at + 1);
    }
    return codes;
  };
};
