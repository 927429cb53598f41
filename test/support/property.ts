import fc from 'fast-check';

// Two runs try the same examples; another FC_SEED tries others.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20260506) });

export { fc };
