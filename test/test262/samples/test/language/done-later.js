/*---
flags: [async]
---*/
(async function () {
  let sum = 0;
  for (let i = 0; i < 5; i++) sum += await i;
  assert.sameValue(sum, 10);
})().then(() => $DONE(), $DONE);
