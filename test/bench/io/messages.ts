import { Channel } from '../channel.ts';
import { summary } from '../statistics.ts';
import type { Row } from '../table.ts';
import { ROUND_TRIPS } from './calls.ts';
import { atLeast, atMost, away, type Place, ratio, told } from './place.ts';

const GOAL_PER_SECOND = 20_000;
const GOAL = 4;
const MESSAGES = 100_000;

/** Messages of 1 kB between a program and its worker, both away from home, where the queues of ports are: each crosses the link twice. */
export async function messages(place: Place, repeats: number): Promise<Row[]> {
  const channel = await Channel.open(place.channelServer, 1);
  const [perSecond, pingPongUs, bare]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < repeats; i++) {
    bare.push(await channel.roundTripUs(ROUND_TRIPS));
    const [rate, us] = await away(place, 'messages', [MESSAGES]);
    perSecond.push(rate!);
    pingPongUs.push(us!);
  }
  await channel.close();
  return [
    atLeast('messages of 1 kB, a second', summary(perSecond), 0, GOAL_PER_SECOND),
    told('ping-pong', summary(pingPongUs), 0, ' µs'),
    atMost('ping-pong : round trip', ratio(pingPongUs, bare), GOAL),
  ];
}
