"""What is good enough, and who checks how often: pure functions of counts. Each formula names its source."""
