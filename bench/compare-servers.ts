import { type Load, type LoadFigures, measureLoad } from './measure-load.ts';
import type { Server } from './server.ts';
import type { Context } from './verdicts.ts';

type ComparisonOptions = Pick<Load, 'headers' | 'connections'> & {
  /**
   * Creates the paths for one load. Every server of a round gets the same paths, and there are more of them than the
   * fastest server under test can answer.
   */
  createPaths: (count: number) => readonly string[];
};

/** The figures of each server, in the order of the rounds. */
export type Comparison<Name extends string> = (name: Name, figure: keyof LoadFigures) => number[];

/**
 * Puts the same load on several servers in turn, for some rounds. All servers are warmed up before the first round: V8
 * compiles the code that is used most for ten seconds and more, on the core on which the server runs.
 * @param what names the comparison in the progress messages
 */
export const compareServers = async <Name extends string>(
  what: string,
  servers: Readonly<Record<Name, Server>>,
  { headers, connections, createPaths }: ComparisonOptions,
  { rounds, seconds, reportProgress }: Pick<Context, 'rounds' | 'seconds' | 'reportProgress'>,
): Promise<Comparison<Name>> => {
  const names = Object.keys(servers) as Name[];
  const figures = new Map(names.map((name): [Name, LoadFigures[]] => [name, []]));
  const warmUpPaths = createPaths(200_000);
  let highestRate = 0;
  for (const name of names) {
    reportProgress(`${what}, ${connections} connections, warming up: ${name}`);
    const load = { headers, connections, paths: warmUpPaths, seconds: 3 * seconds };
    const { requestsPerSecond } = await measureLoad(servers[name], load);
    if (name !== 'bare') highestRate = Math.max(highestRate, requestsPerSecond);
  }
  for (let round = 0; round < rounds; round += 1) {
    reportProgress(`${what}, ${connections} connections, round ${round + 1} of ${rounds}`);
    const paths = createPaths(Math.ceil(1000 + 1.4 * highestRate * seconds));
    for (const name of names) {
      const measured = await measureLoad(servers[name], { headers, connections, paths, seconds });
      figures.get(name)?.push(measured);
      if (name !== 'bare') highestRate = Math.max(highestRate, measured.requestsPerSecond);
    }
  }
  return (name, figure) => (figures.get(name) ?? []).map((measured) => measured[figure]);
};
