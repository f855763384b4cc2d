import type { Wish } from '@/lib/cluster/wish';
import type { StoreWriter } from '../store/store';
import type { Flusher } from './flusher';

/** What holds now. What still waits for a store that can't be written is newer than what it has. */
export function wishesOf(store: Pick<StoreWriter, 'loadWishes'>, flusher: Pick<Flusher, 'wishes'>): readonly Wish[] {
  const key = ({ kind, id }: Pick<Wish, 'kind' | 'id'>): string => `${kind} ${id}`;
  const wishes = new Map(store.loadWishes().map((wish) => [key(wish), wish]));
  for (const change of flusher.wishes()) {
    if (change.wish === null) wishes.delete(key(change));
    else wishes.set(key(change), change.wish);
  }
  return [...wishes.values()];
}
