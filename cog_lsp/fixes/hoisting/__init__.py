"""The parts of the fix that moves a load out of a function of a module into ``setup()``.

``piece`` says which statements of the function are the load, ``references`` who else uses the
function, ``parameter`` gives it the argument; ``hoist`` puts them together: the load goes to the
method of the runner that leads there, and ``move_to_setup`` takes it from there.
"""
