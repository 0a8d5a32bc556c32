import fc from 'fast-check';

fc.assert(fc.property(fc.array(fc.integer()), (list) => [...list].sort((a, b) => a - b).every((each, i, all) => i === 0 || all[i - 1] <= each)), { seed: 7, numRuns: 30 });
const { counterexample, numShrinks } = fc.check(fc.property(fc.nat(), fc.nat(), (a, b) => a + b < 1000), { seed: 3 });
console.log(counterexample, numShrinks, fc.sample(fc.record({ a: fc.string(), b: fc.option(fc.double()) }), { seed: 5, numRuns: 3 }));
