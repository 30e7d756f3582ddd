import { CloseCode, handleProtocols, makeServer, type ServerOptions } from 'graphql-ws';
import type { Extra } from 'graphql-ws/use/ws';
import type { IncomingMessage } from 'node:http';
import type { WebSocket, WebSocketServer } from 'ws';

/** What a message that is being worked on has begun. */
interface Arriving {
  /** Id of the operation that it subscribes to. */
  operation?: string;
}

/** What the protocol keeps of a socket beside what its library does. */
export interface ProtocolExtra extends Extra {
  /** Read by what the library calls before it waits for anything. */
  arriving?: Arriving | undefined;
  /** It is signed in. */
  isMember?: boolean;
  /** Operations whose message is being worked on, also those that the client has ended. */
  readonly begun: Set<string>;
}

/** How often a socket is asked whether it is there; one that does not answer until the next time is cut off. */
const ALIVE_MS = 12_000;
/** Bytes that may wait for a client: of one that has not signed in, and of one that has. Whoever reads nothing is cut off. */
const MOST_WAITING = { stranger: 64 * 1_024, member: 16 * 1_024 ** 2 };
/** Bytes of what is sent before the sign-in: a token, and not much beside it. */
const STRANGER_FRAME = 16 * 1_024;

/**
 * Speaks graphql-transport-ws on the sockets of a server: the library's protocol, with an own link to `ws`. Its shipped one
 * writes to the console what anyone sends, tells errors' texts in closes, and answers pings as large as they come to who
 * reads nothing.
 */
export function speakProtocol(
  options: ServerOptions<Record<string, unknown>, ProtocolExtra>,
  sockets: WebSocketServer,
  onFault: (fault: unknown) => void,
): void {
  const server = makeServer(options);
  sockets.options.handleProtocols = handleProtocols;
  sockets.on('connection', (socket: WebSocket, request: IncomingMessage) => {
    const extra: ProtocolExtra = { socket, request, begun: new Set() };
    socket.on('error', () => undefined);
    const stop = keepAlive(socket);
    const closed = server.opened(
      {
        protocol: socket.protocol,
        send: (text) => send(socket, text),
        close: (code, reason) => {
          socket.close(code, reason);
        },
        // What came with it is not sent back.
        onPing: () => send(socket, PONG),
        onMessage: (take) => {
          socket.on('message', (frame) => {
            if (!admits(socket, frame, extra.isMember === true)) socket.terminate();
            else void work(extra, () => take(textOf(frame)), onFault);
          });
        },
      },
      extra,
    );
    socket.once('close', (code, reason) => {
      stop();
      void closed(code, String(reason));
    });
  });
}

const PONG = JSON.stringify({ type: 'pong' });
type Frame = Buffer | ArrayBuffer | Buffer[];

function admits(socket: WebSocket, frame: Frame, isMember: boolean): boolean {
  const { bufferedAmount } = socket;
  if (isMember) return bufferedAmount <= MOST_WAITING.member;
  return bufferedAmount <= MOST_WAITING.stranger && textOf(frame).length <= STRANGER_FRAME;
}

function textOf(frame: Frame): string {
  return (Array.isArray(frame) ? Buffer.concat(frame) : Buffer.from(frame as Buffer)).toString('utf8');
}

/** Lets the library work on a message; it throws for one that only a server may send, and for a fault of ours. */
async function work(extra: ProtocolExtra, take: () => Promise<void>, onFault: (fault: unknown) => void): Promise<void> {
  const arriving: Arriving = {};
  extra.arriving = arriving;
  const taken = take();
  extra.arriving = undefined;
  try {
    await taken;
  } catch (fault) {
    const isTheirs = fault instanceof Error && fault.message.startsWith('Unexpected message of type');
    if (isTheirs) extra.socket.close(CloseCode.BadRequest, 'Invalid message received');
    else extra.socket.close(CloseCode.InternalServerError, 'Internal server error');
    if (!isTheirs) onFault(fault);
  } finally {
    if (arriving.operation !== undefined) extra.begun.delete(arriving.operation);
  }
}

/** Settles when the text has left; what is sent to who has gone is nobody's. */
function send(socket: WebSocket, text: string): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState !== socket.OPEN) resolve();
    else {
      socket.send(text, () => {
        resolve();
      });
    }
  });
}

function keepAlive(socket: WebSocket): () => void {
  let isThere = true;
  socket.on('pong', () => {
    isThere = true;
  });
  const timer = setInterval(() => {
    if (!isThere) {
      socket.terminate();
      return;
    }
    isThere = false;
    socket.ping();
  }, ALIVE_MS);
  return () => {
    clearInterval(timer);
  };
}
