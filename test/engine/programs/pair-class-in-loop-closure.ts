import { tick } from './support/tick.ts';

const classes = [];
for (let i = 0; i < 3; i++) { let made = 0; classes.push(class { id = `${i}.${made++}`; static count() { return tick(made); } next() { return tick(`${this.id}+${i}/${made}`); } }); }
const objects = classes.flatMap((C) => [new C(), new C()]);
console.log(objects.map((o) => o.next()).join(), classes.map((C) => C.count()).join(), objects[0] instanceof classes[0]!);
