import type { Context } from './goal.ts';
import { type Load, type Loaded, load } from './load.ts';
import type { Server } from './server.ts';

/** A figure of both sides, in the order of the rounds: ours, then what it is compared to. */
export type Compared = (figure: keyof Loaded) => [number[], number[]];

/**
 * Puts the same load on two servers in turn, a few rounds long. Both are warm before anything counts.
 * @param paths gives what a round asks both for: so many that ours does not come to their end
 */
export const compare = async (
  what: string,
  ours: Server,
  theirs: Server,
  {
    headers,
    connections,
    paths,
  }: Pick<Load, 'headers' | 'connections'> & { paths: (count: number) => readonly string[] },
  { rounds, seconds, say }: Pick<Context, 'rounds' | 'seconds' | 'say'>,
): Promise<Compared> => {
  const once = async (server: Server, asked: readonly string[], long = seconds): Promise<Loaded> =>
    load(server, { headers, connections, paths: asked, seconds: long });
  const first = paths(200_000);
  const warm = [];
  // The engine compiles what is used most for ten seconds and more, on the same core.
  for (const server of [theirs, ours]) warm.push(await once(server, first, 3 * seconds));
  let fastest = warm[1]?.perSecond ?? 0;
  const all = { ours: [] as Loaded[], theirs: [] as Loaded[] };
  for (let round = 0; round < rounds; round += 1) {
    say(`${what}, ${connections} connections, round ${round + 1} of ${rounds}`);
    const asked = paths(Math.ceil(1000 + 1.4 * fastest * seconds));
    all.theirs.push(await once(theirs, asked));
    const loaded = await once(ours, asked);
    all.ours.push(loaded);
    fastest = Math.max(fastest, loaded.perSecond);
  }
  return (figure) => [all.ours.map((each) => each[figure]), all.theirs.map((each) => each[figure])];
};
