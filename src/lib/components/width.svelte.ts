import { MediaQuery } from './media-query.svelte';

/** Whether the list has room beside the screen; below that width it is the home screen. */
export const wide = new MediaQuery('(width >= 60rem)');
