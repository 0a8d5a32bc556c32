import { tick } from './support/tick.ts';

function main() {
  class C extends Object {
    constructor() {
      super();
      tick(1);
      // @ts-ignore
      delete super.x;
      tick(2);
    }
  }
  try { new C(); console.log('none'); } catch (e: any) { console.log(e.name, e.message); }
  const o = { m() { tick(1); // @ts-ignore
    delete super.x; } };
  try { o.m(); console.log('none'); } catch (e: any) { console.log(e.name, e.message); }
  class D { static s() { tick(1); const k = 'x'; // @ts-ignore
    return delete super[k]; } }
  try { D.s(); console.log('none'); } catch (e: any) { console.log(e.name, e.message); }
}
main();
