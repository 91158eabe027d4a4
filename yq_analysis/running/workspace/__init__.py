"""An office's own workspace, outside the program: what is the office's and what came with the
program.

layout   which folder is one, and what lies where
init     lay one out
lists    the program's lists with the office's rows over them
store    what has been answered, once for all
register 资料登记.xlsx: what is open goes into it, answers come out of it
form     the figures that open verdicts need, asked of the departments that have them
"""
