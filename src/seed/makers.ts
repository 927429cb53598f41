/** What makes data up. Loaded when it is first needed: faker would be most of what a start loads. */
export const loadMakers = async () => {
  const [{ draw }, { makePeople }, { jobRecords }] = await Promise.all([
    import('./random.ts'),
    import('./people.ts'),
    import('./records.ts'),
  ]);
  return { draw, makePeople, jobRecords };
};

export type Makers = Awaited<ReturnType<typeof loadMakers>>;
