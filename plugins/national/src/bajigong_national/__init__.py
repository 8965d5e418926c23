"""National law: grades, occupations, standards, the conditions of application and certificate numbers."""
