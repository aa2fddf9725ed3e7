import { expect, test } from '@jest/globals';
import { handlersOf, OnEvent } from './on-event.js';

class Controller {
  decide(): null {
    return null;
  }
}
const marked = (event: string) => () =>
  OnEvent('notifier', event, { reactor: 'spec.tell' })(
    Controller.prototype,
    'decide',
    Object.getOwnPropertyDescriptor(Controller.prototype, 'decide') ?? {},
  );

test('a handler of an event that was replaced is refused: it would wait in vain', () => {
  expect(marked('MessageFailed')).toThrow('which DeliveryFailed has replaced');
  expect(handlersOf(Controller.prototype)).toEqual([]);
});

test('one of the event that took its place is marked with it', () => {
  marked('DeliveryFailed')();
  expect(handlersOf(Controller.prototype)).toEqual([
    { reactor: 'spec.tell', source: 'notifier', event: 'DeliveryFailed' },
  ]);
});
