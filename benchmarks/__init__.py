"""What the program costs, as ratios against something measured in the same run: machines differ, ratios less."""
