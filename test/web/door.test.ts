import { describe, expect, it } from 'vitest';
import { isLoopback, webAddress } from '../../web/server/address.ts';
import { judge } from '../../web/server/door.ts';

const door = { token: 'right', cookie: 'omosix-8080', names: ['lab7'] };
const host = '127.0.0.1:8080';
const cookie = 'other=1; omosix-8080=right';
const order = { host, cookie, 'x-omosix': '1', 'content-type': 'application/json' };

describe('who may in', () => {
  it.each([
    ['the token shows the way', { url: '/?token=right', headers: { host } }, 'show'],
    ['with the cookie', { url: '/', headers: { host, cookie } }, 'enter'],
    [
      'a link elsewhere to the page',
      { url: '/', headers: { host, cookie, 'sec-fetch-site': 'cross-site' } },
      'enter',
    ],
    ['its script', { url: '/page.js', headers: { host, cookie, 'sec-fetch-site': 'same-origin' } }, 'enter'],
    ['through a tunnel', { url: '/', headers: { host: 'localhost:9999', cookie } }, 'enter'],
    ['by IPv6', { url: '/', headers: { host: '[::1]:8080', cookie } }, 'enter'],
    ['by its own name', { url: '/', headers: { host: 'LAB7:8080', cookie } }, 'enter'],
    ['an order', { method: 'POST', url: '/migrate', headers: order }, 'enter'],
    [
      'an order of its own page',
      {
        method: 'POST',
        url: '/migrate',
        headers: { ...order, origin: `http://${host}`, 'sec-fetch-site': 'same-origin' },
      },
      'enter',
    ],
  ] as const)('%s: yes', (_, knock, may) => {
    expect(judge({ method: 'GET', ...knock }, door)).toEqual({ may });
  });

  it.each([
    ['without a token', { url: '/', headers: { host } }, 403],
    ['with a wrong token', { url: '/?token=wrong', headers: { host, cookie } }, 403],
    ['with the beginning of the token', { url: '/?token=righ', headers: { host } }, 403],
    ['with a token elsewhere than at the door', { url: '/events?token=right', headers: { host } }, 403],
    ['with a wrong cookie', { url: '/', headers: { host, cookie: 'omosix-8080=wrong' } }, 403],
    ["with another server's cookie", { url: '/', headers: { host, cookie: 'omosix-8081=right' } }, 403],
    [
      'by a name that somebody lets point here',
      { url: '/', headers: { host: 'evil.example:8080', cookie } },
      421,
    ],
    [
      'by a name that only begins like ours',
      { url: '/', headers: { host: 'localhost.evil.example', cookie } },
      421,
    ],
    ['by no name', { url: '/', headers: { cookie } }, 421],
    [
      'the stream for another site',
      { url: '/events', headers: { host, cookie, 'sec-fetch-site': 'same-site' } },
      403,
    ],
    ['another method', { method: 'DELETE', url: '/', headers: { host, cookie } }, 405],
    [
      'what scripts ask before a foreign order',
      { method: 'OPTIONS', url: '/migrate', headers: { host, cookie } },
      405,
    ],
    [
      'a form',
      { method: 'POST', url: '/migrate', headers: { host, cookie, 'content-type': 'text/plain' } },
      403,
    ],
    [
      'an order that is no JSON',
      { method: 'POST', url: '/migrate', headers: { ...order, 'content-type': 'application/jsonx' } },
      415,
    ],
    [
      'an order of another page',
      { method: 'POST', url: '/migrate', headers: { ...order, origin: 'http://127.0.0.1:8081' } },
      403,
    ],
    ['an order of nowhere', { method: 'POST', url: '/migrate', headers: { ...order, origin: 'null' } }, 403],
    [
      'an order with the token in its address',
      { method: 'POST', url: '/?token=right', headers: { ...order, cookie: '' } },
      403,
    ],
  ] as const)('%s: no', (_, knock, status) => {
    expect(judge({ method: 'GET', ...knock }, door)).toMatchObject({ may: 'not', status });
  });
});

it('addresses as they are written on a command line', () => {
  expect(webAddress('8080')).toEqual({ host: '127.0.0.1', port: 8080 });
  expect(webAddress('0.0.0.0:80')).toEqual({ host: '0.0.0.0', port: 80 });
  expect(webAddress('[::1]:0')).toEqual({ host: '::1', port: 0 });
  expect(webAddress('lab-7.local:1')).toEqual({ host: 'lab-7.local', port: 1 });
  for (const wrong of ['', ':80', 'x', '1:2:3', '::1:80', '65536', '[no]:1', 'a b:1', '-1', '1.5'])
    expect(webAddress(wrong)).toBeNull();
  expect(
    ['127.0.0.1', '127.8.9.1', '::1', 'localhost', '0.0.0.0', 'lab7', '128.0.0.1'].map(isLoopback),
  ).toEqual([...Array<boolean>(4).fill(true), ...Array<boolean>(3).fill(false)]);
});
