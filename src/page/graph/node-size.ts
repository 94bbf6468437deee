/** How large a task is drawn. */
export const NODE_WIDTH = 216;
export const NODE_HEIGHT = 46;
