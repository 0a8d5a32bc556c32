const async = require('async');

const queue = async.queue((task, done) => setTimeout(() => { console.log('done', task); done(); }, (task % 4) * 400), 3);
for (let i = 0; i < 12; i++) queue.push(i);
queue.drain(() => console.log('drained'));
async.auto({ a: (done) => done(null, 1), b: ['a', ({ a }, done) => setImmediate(done, null, a + 1)], c: ['a', 'b', ({ a, b }, done) => done(null, a + b)] }, (error, all) => console.log(error, all));
async.mapLimit([5, 3, 1], 2, async (n) => n ** 2).then(console.log);
