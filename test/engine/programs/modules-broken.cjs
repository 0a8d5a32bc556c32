// Modules that cannot be compiled matter only to who asks for them, and when.
const turn = (n) => (n > 0 ? turn(n - 1) + 1 : 0);
for (let i = 0; i < 2; i++)
  try {
    require('./modules/broken.js');
  } catch (error) {
    console.log(turn(2), error.name);
  }
(async () => {
  for (const ask of [() => import('./modules/broken.js'), () => import('./modules/lacking.mjs'), () => import('./modules/unlinkable.mjs'), () => import('./modules/not-there.mjs')])
    try {
      await ask();
    } catch (error) {
      console.log(turn(2), error.name, error.code);
    }
})();
