"""The model: loaded once, run for each prediction."""

from cog import BaseRunner, Input


class Runner(BaseRunner):
    def setup(self) -> None:
        """Load what every prediction needs, such as the weights. Runs once, at the start."""
        self.greeting = "Hello"

    def run(self, name: str = Input(description="Whom to greet")) -> str:
        """Make one prediction."""
        return f"{self.greeting}, {name}!"
