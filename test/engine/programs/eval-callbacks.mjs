// Code made of text that uses more than its own: methods that call back.
const turn = (n) => (n > 0 ? turn(n - 1) + 1 : 0);
const attempt = async (what) => {
  try {
    console.log(turn(1), await what());
  } catch (error) {
    console.log(turn(1), error.code ?? error.name);
  }
};
await attempt(() => (0, eval)("((a) => [1, 2].map((x) => x + a))")(turn(2)).join());
await attempt(() => new Function('a', 'return [3].flatMap((x) => [x, a])')(turn(3)).join());
