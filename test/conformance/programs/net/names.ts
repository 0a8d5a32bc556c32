// node:dns, asked at home: only what needs no server of names.
import dns from 'node:dns';
import { promises } from 'node:dns';
import { promisify } from 'node:util';
import { run, told } from '../net-cases.ts';

const wrong = (act: () => unknown) => {
  try {
    act();
    return 'nothing';
  } catch (error) {
    return told(error);
  }
};

await run({
  'lookup of an address': () => promises.lookup('127.0.0.1'),
  'lookup of an address, all': () => promises.lookup('::1', { all: true }),
  'lookup by name': () => promises.lookup('localhost', { family: 4 }),
  'lookup by name, all': () => promises.lookup('localhost', { family: 4, all: true }),
  'lookup by callback': () =>
    new Promise((done) => dns.lookup('localhost', 4, (...values) => done(values))),
  'lookup, promisified': () => promisify(dns.lookup)('localhost', { family: 4 }),
  'lookup of what is not there': () => promises.lookup('nowhere.invalid').catch((error) => [error.code, error.syscall, error.hostname]),
  'wrong arguments': () => [
    wrong(() => dns.lookup(1 as unknown as string, () => {})),
    wrong(() => dns.lookup('x', { family: 5 }, () => {})),
    wrong(() => dns.lookup('x', undefined as never)),
    wrong(() => dns.resolve('x', 'NONE', () => {})),
    wrong(() => dns.setServers(['nowhere'])),
    wrong(() => dns.setDefaultResultOrder('random' as never)),
  ],
  'servers of its own': () => {
    const resolver = new dns.Resolver();
    resolver.setServers(['127.0.0.1:5353', '[::1]:53']);
    return [resolver.getServers().length, Array.isArray(dns.getServers())];
  },
  constants: () => [dns.NOTFOUND, dns.ADDRCONFIG, dns.V4MAPPED, dns.getDefaultResultOrder(), dns.promises === promises],
});
