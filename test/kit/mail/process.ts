// The process of a mail server of a test: opened, steered and asked from outside, by messages.
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Behaviour, Offer, Order, Received, Told } from './behaviour.ts';
import { converse, type Desk } from './conversation.ts';

const sockets = new Set<Socket>();
const received: Received[] = [];
let behaviours: { readonly behaviour: Behaviour; left: number }[] = [];
let server: Server | undefined;
let offer: Offer = { port: 0 };
let connections = 0;
let begun = 0;

const desk: Desk = {
  get offer() {
    return offer;
  },
  misbehaviour: (at, to) => {
    const fits = behaviours.find(({ behaviour, left }) => behaviour.at === at && left > 0 && (behaviour.to ?? to) === to);
    if (!fits) return undefined;
    fits.left -= 1;
    return fits.behaviour.does;
  },
  begun: () => {
    begun += 1;
  },
  keep: (mail) => void received.push(mail),
};

async function up(): Promise<void> {
  const { tls, port } = offer;
  const take = (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    converse(socket, desk);
  };
  const opened = tls?.atOnce ? createTlsServer({ key: tls.key, cert: tls.cert }, take) : createServer(take);
  server = opened;
  await new Promise<void>((resolve) => opened.listen(port, '127.0.0.1', resolve));
  const address = opened.address();
  offer = { ...offer, port: typeof address === 'object' && address ? address.port : port };
}

async function down(): Promise<void> {
  const closed = new Promise<unknown>((resolve) => server?.close(resolve));
  for (const socket of sockets) socket.destroy();
  await closed;
}

async function obey(order: Order): Promise<void> {
  if (order.does === 'open') {
    offer = order.offer;
    await up();
  } else if (order.does === 'behave') {
    behaviours = order.behaviours.map((behaviour) => ({ behaviour, left: behaviour.times ?? Number.POSITIVE_INFINITY }));
  } else if (order.does === 'down') await down();
  else if (order.does === 'up') await up();
}

process.on('message', async (order: Order) => {
  await obey(order);
  const told: Told = { port: offer.port, received: order.does === 'tell' ? received : [], connections, begun };
  process.send?.(told);
});
process.on('disconnect', () => process.exit());
