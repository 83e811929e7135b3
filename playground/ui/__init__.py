"""The pages' own code: one session object, controls, scene and commands around the stage."""
