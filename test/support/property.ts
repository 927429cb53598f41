import fc from 'fast-check';

// Every run tries the same examples. Set FC_SEED to try others.
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20260506) });

export { fc };
