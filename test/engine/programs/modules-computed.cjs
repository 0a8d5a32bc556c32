// Modules whose names are put together while the program runs.
const turn = (n) => (n > 0 ? turn(n - 1) + 1 : 0);
for (const name of ['alpha', 'alpha', 'none'])
  try {
    console.log(require(`./modules/plugins/${name}.cjs`)(turn(1)));
  } catch (error) {
    console.log(turn(1), error.code);
  }
for (const language of ['en', 'de']) console.log(require('./modules/plugins/' + language + '/words.json').hello, turn(1));
(async () => {
  for (const name of ['alpha.cjs', 'gamma.mjs', 'none.mjs'])
    try {
      console.log((await import('./modules/plugins/' + name)).default(turn(1)));
    } catch (error) {
      console.log(turn(1), error.code);
    }
})();
