/**
 * Creates a function that shows the progress of generating data as one line on stderr and removes the line at the end;
 * undefined if stderr is no terminal.
 */
export const createProgressLine = (): ((writtenPeople: number, total: number) => void) | undefined => {
  if (!process.stderr.isTTY) return undefined;
  let shownPercent = -1;
  return (writtenPeople, total) => {
    const percent = Math.floor((writtenPeople / total) * 100);
    if (percent === shownPercent) return;
    shownPercent = percent;
    const clearLine = '\r\x1b[K';
    process.stderr.write(percent >= 100 ? clearLine : `\recore-mock: ${percent} % of ${total} people are generated`);
  };
};
