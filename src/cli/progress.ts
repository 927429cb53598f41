/** Where stderr is a terminal, a line there that says how far data is made; it goes when the data is there. */
export const progressLine = (): ((done: number, total: number) => void) | undefined => {
  if (!process.stderr.isTTY) return undefined;
  let said = -1;
  return (done, total) => {
    const percent = Math.floor((done / total) * 100);
    if (percent === said) return;
    said = percent;
    const text = `ecore-mock: ${percent} % of ${total} people are made`;
    process.stderr.write(percent >= 100 ? '\r\x1b[K' : `\r${text}`);
  };
};
