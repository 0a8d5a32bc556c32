/** `node:worker_threads`: each worker is a task of its own. */

import {
  getEnvironmentData,
  isMainThread,
  parentPort,
  resourceLimits,
  SHARE_ENV,
  setEnvironmentData,
  threadId,
  Worker,
  workerData,
} from './worker.mjs';
import { isMarkedAsUntransferable, markAsUntransferable } from './worker-clone.mjs';
import { BroadcastChannel, MessageChannel, MessagePort, receiveMessageOnPort } from './worker-port.mjs';
import threads from './worker-runtime.cjs';

function moveMessagePortToContext() {
  throw threads.unsupported('worker_threads.moveMessagePortToContext');
}
function postMessageToThread() {
  throw threads.unsupported('worker_threads.postMessageToThread');
}

const whole = {
  isMainThread,
  MessagePort,
  MessageChannel,
  markAsUntransferable,
  isMarkedAsUntransferable,
  moveMessagePortToContext,
  receiveMessageOnPort,
  resourceLimits,
  postMessageToThread,
  threadId,
  SHARE_ENV,
  Worker,
  parentPort,
  workerData,
  BroadcastChannel,
  setEnvironmentData,
  getEnvironmentData,
};

export {
  BroadcastChannel,
  getEnvironmentData,
  isMainThread,
  isMarkedAsUntransferable,
  MessageChannel,
  MessagePort,
  markAsUntransferable,
  moveMessagePortToContext,
  parentPort,
  postMessageToThread,
  receiveMessageOnPort,
  resourceLimits,
  SHARE_ENV,
  setEnvironmentData,
  threadId,
  Worker,
  whole as default,
  whole as 'module.exports',
  workerData,
};
